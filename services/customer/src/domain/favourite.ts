/** How many favourites a customer keeps with one organisation. */
export const MOST_FAVOURITES = 50;
